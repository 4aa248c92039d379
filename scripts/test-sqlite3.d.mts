/** The `sqlite3` package; undefined where it could not be built. In CI that is an error. */
export declare const sqlite3: object | undefined

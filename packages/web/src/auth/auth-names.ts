/** The actions of sign-in events. */
export interface AuthNames {
  readonly loggedIn: string
  readonly loggedOut: string
  readonly loginFailed: string
  readonly denied: string
  readonly sessionExpired: string
}

/**
 * Sets of names: `owasp`, the OWASP logging vocabulary, in which signing out is one of the ways for a session to
 * expire; `user`, as in `UserLoggedIn`; `verb`, as in `Login`. The last two are those of the earlier systems.
 */
export const authNames = Object.freeze({
  owasp: Object.freeze({
    loggedIn: 'authn_login_success',
    loggedOut: 'session_expired',
    loginFailed: 'authn_login_fail',
    denied: 'authz_fail',
    sessionExpired: 'session_expired',
  }),
  user: Object.freeze({
    loggedIn: 'UserLoggedIn',
    loggedOut: 'UserLoggedOut',
    loginFailed: 'Login Failed',
    denied: 'authz_fail',
    sessionExpired: 'UserLoggedOut',
  }),
  verb: Object.freeze({
    loggedIn: 'Login',
    loggedOut: 'Logout',
    loginFailed: 'Login Failed',
    denied: 'authz_fail',
    sessionExpired: 'Logout',
  }),
} satisfies Record<string, AuthNames>)

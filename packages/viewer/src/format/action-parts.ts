/** The two halves of an action: what it is about, with its dot, and what happened. */
export interface ActionParts {
  readonly namespace: string
  readonly verb: string
}

/** Splits at the last dot that has something after it. */
export function actionParts(action: string): ActionParts {
  const dot = action.lastIndexOf('.', action.length - 2)
  return { namespace: action.slice(0, dot + 1), verb: action.slice(dot + 1) }
}

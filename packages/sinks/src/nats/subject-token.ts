/** An action as the last tokens of a subject: what a subject may not hold is an underscore, and no token is empty. */
export function subjectToken(action: string): string {
  return action
    .replaceAll(/[\s*>\p{Cc}]/gu, '_')
    .split('.')
    .map((token) => token || '_')
    .join('.')
}

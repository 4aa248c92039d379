import { defineEvents } from './define-events.ts'

/** The names that earlier systems of this kind use. Spread them into a catalog, or use the names alone. */
export const classicEvents = defineEvents({
  UserCreated: { description: 'An account was created', target: 'User' },
  UserInviteEmailSent: { description: 'An invitation was sent', target: 'User' },
  UserEmailVerified: { description: 'An e-mail address was verified', target: 'User' },
  UserPasswordChanged: { description: 'A password was changed', target: 'User' },
  UserEmailSent: { description: 'An e-mail was sent to a user', target: 'User' },
  UserConsented: { description: 'A user gave consent', target: 'User' },
  UserActivated: { description: 'An account was activated', target: 'User' },
  UserWithdrawn: { description: 'A user withdrew', target: 'User' },
  UserReset: { description: 'An account was reset', target: 'User' },
  UserLoggedIn: { description: 'A user signed in' },
  UserLoggedOut: { description: 'A user signed out' },
  PageViewed: { description: 'A page was shown' },
  PageError: { description: 'A page could not be shown' },
  Redirected: { description: 'A page answered with a redirect' },
  Searched: { description: 'A search was made' },
  CohortDeleted: { description: 'A cohort was deleted' },
  Create: { description: 'Something was created' },
  Read: { description: 'Something was read' },
  Update: { description: 'Something was updated' },
  Delete: { description: 'Something was deleted' },
  Login: { description: 'A user signed in' },
  Logout: { description: 'A user signed out' },
  'Login Failed': { description: 'A sign-in was refused' },
})

/** Signing in and out and refusals, as the web packages log them: names of the OWASP logging vocabulary. */
export const authEvents = defineEvents({
  authn_login_success: { description: 'A user signed in' },
  authn_login_fail: { description: 'A sign-in was refused', personal: ['identifier'] },
  session_expired: { description: 'A session ended: by signing out, by a change of users, by itself' },
  authz_fail: { description: 'Something was refused' },
})

/** In the data folder: e-mail address and password of the demo's owner, for the demo to print at each start. */
export const SIGN_IN_FILE = 'demo-sign-in.json'

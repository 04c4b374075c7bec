/** Of this process: whether the next renders of `/fickle` fail. */
export const fickle = { mode: 'work' }

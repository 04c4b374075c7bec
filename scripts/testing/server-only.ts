/** Stands for the `server-only` package outside Next: there is no browser bundle to keep code out of. */
export {}

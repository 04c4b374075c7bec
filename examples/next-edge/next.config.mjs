/** @type {import('next').NextConfig} */
export default {
  // The folder holds a lock file of its own: the repository around it is not part of the app.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
}

/** @type {import('next').NextConfig} */
export default {
  // Named in revalidateTag(tag, 'brief'): shown stale once more within a minute, then made anew.
  cacheLife: { brief: { stale: 0, revalidate: 1, expire: 60 } },
  // The folder holds a lock file of its own: the repository around it is not part of the app.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
}

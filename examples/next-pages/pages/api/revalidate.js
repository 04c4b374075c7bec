/** `?path=/timed` makes the page anew before it answers. */
export default async function handler(request, response) {
  const { path } = request.query
  await response.revalidate(path)
  response.json({ revalidated: path })
}

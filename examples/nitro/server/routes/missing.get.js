export default defineEventHandler((event) => {
  setResponseStatus(event, 404)
  return drawPage('404', 'No such page.')
})

export default defineEventHandler(async (event) => {
  await new Promise((resolve) => setTimeout(resolve, 350))
  return drawPage(
    `Post ${getRouterParam(event, 'id')}`,
    'Rendered on the first visit, then kept. The render takes a third of a second; visitors who come meanwhile share it.',
  )
})

export default defineEventHandler(() =>
  drawPage(
    'Nitro on Freshet',
    'Each page above is cached in a way of its own. Reload it and watch the render at its foot.',
  ),
)

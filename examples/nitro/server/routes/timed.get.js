export default defineEventHandler(() =>
  drawPage('Timed', 'Fresh for ten seconds; after that one visitor gets it stale while it is rendered again.'),
)

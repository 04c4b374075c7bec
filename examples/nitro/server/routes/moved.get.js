export default defineEventHandler((event) => sendRedirect(event, '/timed', 307))

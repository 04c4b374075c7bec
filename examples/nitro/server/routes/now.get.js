export default defineEventHandler(() => drawPage('Now', 'Rendered at each visit, never cached.'))

import { renderMark } from '$lib/server/render-mark.js'

export const load = ({ request }) => ({ mark: renderMark(request) })

import { referenceProject } from '@/lib/server/reference-route'

export const GET = referenceProject

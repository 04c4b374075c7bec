import { unknownCall } from '@/lib/server/api/route'

export const GET = unknownCall
export const POST = unknownCall
export const PUT = unknownCall
export const DELETE = unknownCall

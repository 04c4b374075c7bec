import { endpoints } from '@/lib/contract/endpoints'
import { getSheet } from '@/lib/ops/prices/get-sheet'
import { saveSheet } from '@/lib/ops/prices/save-sheet'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getSheet, getSheet)
export const PUT = route(endpoints.saveSheet, saveSheet)

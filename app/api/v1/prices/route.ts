import { endpoints } from '@/lib/contract/endpoints'
import { chooseSheet } from '@/lib/ops/prices/choose-sheet'
import { getProjectPrices } from '@/lib/ops/prices/get-project-prices'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getProjectPrices, getProjectPrices)
export const PUT = route(endpoints.chooseSheet, chooseSheet)

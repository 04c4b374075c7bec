import { endpoints } from '@/lib/contract/endpoints'
import { removeVariable } from '@/lib/ops/variables/remove-variable'
import { setVariable } from '@/lib/ops/variables/set-variable'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.removeVariable, removeVariable)
export const PUT = route(endpoints.setVariable, setVariable)

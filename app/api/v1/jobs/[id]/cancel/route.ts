import { endpoints } from '@/lib/contract/endpoints'
import { cancelJob } from '@/lib/ops/jobs/cancel-job'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.cancelJob, cancelJob)

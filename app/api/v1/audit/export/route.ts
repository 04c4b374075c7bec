import { endpoints } from '@/lib/contract/endpoints'
import { exportAudit } from '@/lib/ops/audit/export-audit'
import { downloadRoute } from '@/lib/server/api/route'

export const GET = downloadRoute(endpoints.exportAudit, exportAudit)

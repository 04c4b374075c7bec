import { endpoints } from '@/lib/contract/endpoints'
import { uploadFile } from '@/lib/ops/deployments/upload-file'
import { fileRoute } from '@/lib/server/api/route'

export const PUT = fileRoute(endpoints.uploadFile, uploadFile)

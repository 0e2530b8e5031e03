import { PageFrame } from '../components/shell/PageFrame.tsx'
import { ApprovalsPage } from './admin/ApprovalsPage.tsx'

/** What one has asked for, and what one may decide, for those who have no administration. */
export function OwnApprovalsPage() {
  return (
    <PageFrame>
      <ApprovalsPage />
    </PageFrame>
  )
}

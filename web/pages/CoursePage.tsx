import { PageFrame } from '../components/shell/PageFrame.tsx'
import { LiteracyPage } from './admin/LiteracyPage.tsx'

/** The course, for those who have no administration. */
export function CoursePage() {
  return (
    <PageFrame>
      <LiteracyPage />
    </PageFrame>
  )
}

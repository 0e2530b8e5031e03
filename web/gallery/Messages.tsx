import { lazy, Suspense, useState } from 'react'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Progress } from '../ui/Progress.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Spinner } from '../ui/Spinner.tsx'
import { type Toast, ToastRegion } from '../ui/ToastRegion.tsx'
import { Section, States } from './Section.tsx'

const AriaControls = lazy(async () => ({
  default: (await import('./AriaControls.tsx')).AriaControls,
}))

/** What tells, asks and waits. */
export function Messages() {
  return (
    <>
      <Section id="banners" title="Banners">
        <div className="grid gap-3">
          <Banner kind="info" title="The model is starting">
            The first answer takes a few seconds longer.
          </Banner>
          <Banner kind="success" title="Key created" />
          <Banner kind="warning" title="This answer was cut off">
            The engine stopped. What it had written is kept.
          </Banner>
          <Banner
            kind="danger"
            title="The provider cannot be reached"
            actions={<Button>Retry</Button>}
          >
            Nothing was charged.
          </Banner>
        </div>
      </Section>
      <Section id="waiting" title="Waiting">
        <div className="grid max-w-xl gap-6">
          <States>
            <Spinner label="Loading" />
            <span className="text-2xl">
              <Spinner size={16} />
            </span>
          </States>
          <Progress label="Fetching the model" share={0.43} detail="211 of 491 MB · 40 s left" />
          <Progress label="Starting the model" />
          <Skeleton />
        </div>
      </Section>
      <Section id="empty" title="Nothing there yet">
        <div className="rounded-xl border border-line bg-surface">
          <EmptyState
            icon="conversation"
            title="No conversations yet"
            action={<Button look="primary">New chat</Button>}
          >
            Ask in any language: the answer comes in the same one.
          </EmptyState>
        </div>
      </Section>
      <Dialogs />
    </>
  )
}

function Dialogs() {
  const [open, setOpen] = useState<'none' | 'dialog' | 'alert'>('none')
  const [toasts, setToasts] = useState<Toast[]>([])
  const close = () => setOpen('none')
  const dismiss = (id: string) => setToasts((all) => all.filter((toast) => toast.id !== id))
  const tell = () =>
    setToasts((all) => [
      ...all,
      {
        id: crypto.randomUUID(),
        text: 'Conversation deleted',
        action: { name: 'Undo', onAction: () => {} },
      },
    ])
  return (
    <Section id="dialogs" title="Dialogs, menus, toasts">
      <States>
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('alert')}>Alert dialog</Button>
        <Button onClick={tell}>Toast</Button>
        <Suspense fallback={<Spinner />}>
          <AriaControls />
        </Suspense>
      </States>
      {open === 'dialog' && (
        <Dialog title="Settings" closeLabel="Close" onClose={close}>
          A dialog keeps the focus until it is closed.
        </Dialog>
      )}
      {open === 'alert' && (
        <Dialog
          isAlert
          title="Delete this conversation?"
          closeLabel="Close"
          onClose={close}
          actions={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button look="danger" onClick={close}>
                Delete
              </Button>
            </>
          }
        >
          Its 12 messages are gone for good.
        </Dialog>
      )}
      <ToastRegion
        label="Notifications"
        dismissLabel="Dismiss"
        toasts={toasts}
        onDismiss={dismiss}
      />
    </Section>
  )
}

interface SpinnerProps {
  /** In pixels at the default font size. */
  size?: number
  /** What is being waited for; without it the spinner is decoration. */
  label?: string
}

/** A gust that goes round. Where motion is unwelcome it stands still. */
export function Spinner({ size = 20, label }: SpinnerProps) {
  const length = `${size / 16}em`
  return (
    <svg
      viewBox="0 0 24 24"
      width={length}
      height={length}
      className="icon animate-spin"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.25"
      strokeLinecap="round"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <circle cx="12" cy="12" r="8.5" opacity=".22" />
      <path d="M12 3.500a8.500 8.500 0 0 1 8.500 8.500" />
    </svg>
  )
}

/** The sign of Galerne: three gusts from the north-west. Decoration; the name stands beside it. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg
      aria-hidden="true"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeWidth="2.25"
      viewBox="0 0 32 32"
    >
      <path d="M4 12.5c6-5 11 1.5 16.500-1.500 3.200-1.700 3-6-.3-6.300-2.100-.2-3.500 1.500-3 3.300" />
      <path
        d="M4 19c7.500-4.500 13 1.500 20.500-1.200 3.800-1.400 4-6.300.7-6.800"
        className="opacity-70"
      />
      <path className="text-buoy" d="M8 25.500c5.500-3 9.500.7 14.500-1" />
    </svg>
  )
}

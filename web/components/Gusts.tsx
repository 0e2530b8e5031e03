/** Long lines of wind behind the first page. Decoration. */
export function Gusts() {
  return (
    <svg
      aria-hidden="true"
      className="pointer-events-none absolute inset-x-0 top-0 h-full w-full text-sea opacity-[0.16] dark:opacity-20 rtl:-scale-x-100"
      fill="none"
      preserveAspectRatio="xMidYMin slice"
      stroke="currentColor"
      strokeLinecap="round"
      viewBox="0 0 1200 800"
    >
      <path d="M-40 120C220 20 420 210 700 120s360-120 580-20" strokeWidth="1.500" />
      <path d="M-40 168C240 60 450 262 730 162s340-96 560-8" strokeWidth="1" />
      <path d="M-40 214C260 104 480 306 752 204s350-76 540 8" strokeWidth="2.500" opacity=".6" />
      <path
        d="M420 92c120 58 220 58 330 16 84-32 86-104 22-106-46 0-66 42-40 70"
        strokeWidth="1.500"
      />
      <path d="M-40 640C200 560 400 720 640 640s420-90 640 0" strokeWidth="1" />
      <path
        className="text-buoy"
        d="M-40 676C220 600 430 752 672 668s400-70 610 14"
        stroke="currentColor"
        strokeWidth="1.500"
      />
    </svg>
  )
}

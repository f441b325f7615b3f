/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types and lint are judged by `npm run check`, once, over the whole repository.
  typescript: { ignoreBuildErrors: true },
  // One set-up for all: no image service, no telemetry banner, no floating dev button over the run bar.
  images: { unoptimized: true },
  devIndicators: false,
}

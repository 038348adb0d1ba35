#include <algorithm>
#include <cmath>
#include <fiberloom/drivers/scope/trace_codes.hpp>

namespace fiberloom::drivers {

namespace {

bool is_lost(std::span<const std::int16_t> codes, const TraceScale& scale) {
  const auto is_hole = [&scale](std::int16_t code) { return code == scale.hole_code; };
  return scale.hole_code == scale.clipped_low_code ? std::ranges::all_of(codes, is_hole)
                                                   : std::ranges::any_of(codes, is_hole);
}

}  // namespace

hal::CapturedTraces decode_traces(std::span<const std::int16_t> codes, std::size_t frames,
                                  const TraceScale& scale) {
  const std::size_t samples = codes.size() / frames;
  hal::CapturedTraces traces{.volts = core::RealBatch<double>(frames, samples),
                             .quality = std::vector<hal::FrameQuality>(frames)};
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const auto row = codes.subspan(frame * samples, samples);
    if (is_lost(row, scale)) {
      traces.quality[frame].lost = true;
      continue;  // zeros
    }
    for (std::size_t i = 0; i < samples; ++i) {
      const bool is_low = row[i] == scale.clipped_low_code;
      const bool is_high = row[i] == scale.clipped_high_code;
      traces.quality[frame].saturated |= is_low || is_high;
      traces.volts.row(frame)[i] = scale.volts(is_low    ? scale.lowest_code
                                               : is_high ? scale.highest_code
                                                         : row[i]);
    }
  }
  return traces;
}

std::vector<std::int16_t> encode_traces(const hal::CapturedTraces& traces,
                                        const TraceScale& scale) {
  std::vector<std::int16_t> codes;
  codes.reserve(traces.volts.values().size());
  for (std::size_t frame = 0; frame < traces.volts.batch(); ++frame) {
    const auto volts = traces.volts.row(frame);
    const auto begin = static_cast<std::ptrdiff_t>(codes.size());
    for (const double value : volts) {
      if (traces.quality[frame].lost || !std::isfinite(value)) {
        codes.push_back(scale.hole_code);
        continue;
      }
      const double code =
          std::round((value - scale.zero_v) / scale.volts_per_code + scale.zero_code);
      codes.push_back(static_cast<std::int16_t>(
          std::clamp<double>(code, scale.lowest_code, scale.highest_code)));
    }
    if (traces.quality[frame].saturated) {
      *std::max_element(codes.begin() + begin, codes.end()) = scale.clipped_high_code;
    }
  }
  return codes;
}

}  // namespace fiberloom::drivers

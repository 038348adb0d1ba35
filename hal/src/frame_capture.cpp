#include "frame_capture.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "marker_alignment.hpp"
#include "overlapped_batches.hpp"
#include "sync_marker.hpp"
#include "transmitter_drive.hpp"

namespace fiberloom::hal {
namespace {

using Marker = std::span<const std::complex<double>>;

// The frames of a batch, and the marker behind them where there is one: so the frames keep their shot numbers. Those of
// the marker are the next frames' too; in a simulation it has their noise.
core::FieldBatch<double> played(const core::FieldBatch<double>& waveform, const FrameBatch& batch,
                                Marker marker) {
  core::FieldBatch<double> frames(batch.frames + (marker.empty() ? 0 : 1), waveform.samples());
  for (std::size_t i = 0; i < batch.frames; ++i) {
    std::ranges::copy(waveform.row(batch.first + i), frames.row(i).begin());
  }
  if (!marker.empty()) {
    std::ranges::copy(marker, frames.row(batch.frames).begin());
  }
  return frames;
}

// Frames of one batch begin late together.
void align(const CapturedTraces& batch_traces, const FrameBatch& batch,
           const MarkerAlignment& alignment, CapturedTraces& all) {
  const std::optional<double> delay =
      batch_traces.quality[batch.frames].lost
          ? std::nullopt
          : alignment.delay_of(batch_traces.volts.row(batch.frames));
  const bool is_found = delay.has_value();
  const double late_by_samples = delay.value_or(0.0);
  for (std::size_t i = batch.first; i < batch.first + batch.frames; ++i) {
    if (is_found) {
      alignment.take_out(late_by_samples, all.volts.row(i));
      all.quality[i].late_by_samples = late_by_samples;
    } else {
      all.quality[i].lost = true;
      std::ranges::fill(all.volts.row(i), 0.0);
    }
  }
}

}  // namespace

std::size_t FrameCapture::frames_per_batch(std::size_t samples) const {
  const std::size_t room = std::min(settings_.samples_per_batch, generator_.bank_samples());
  return std::max(room / samples, 1 + markers()) - markers();
}

void FrameCapture::require_room(const RunRequest& request) const {
  generator_.require_room(1 + markers(), request.waveform.samples());
  if (settings_.sync_marker) {
    require_marker_room(request.waveform.samples(), path_.oversampling);
  }
}

std::int64_t FrameCapture::optical_passes(const RunRequest& request) const {
  const std::size_t frames = request.waveform.batch();
  const std::size_t per_batch = frames_per_batch(request.waveform.samples());
  const std::size_t batches = (frames + per_batch - 1) / per_batch;
  return static_cast<std::int64_t>((frames + markers() * batches) * request.averages);
}

CapturedTraces FrameCapture::capture(const RunRequest& request, double volts_per_unit) const {
  const core::FieldBatch<double>& waveform = request.waveform;
  std::optional<MarkerAlignment> alignment;
  if (settings_.sync_marker) {
    alignment.emplace(request, path_, settings_.full_scale);
  }
  const Marker marker = alignment ? alignment->marker() : Marker{};
  CapturedTraces all{.volts = core::RealBatch<double>(waveform.batch(), waveform.samples()),
                     .quality = std::vector<FrameQuality>(waveform.batch())};
  const double scale = 1.0 / volts_per_unit;
  const auto take = [&](const FrameBatch& batch, CapturedTraces traces) {
    for (double& value : traces.volts.values()) {
      value *= scale;
    }
    for (std::size_t i = 0; i < batch.frames; ++i) {
      std::ranges::copy(traces.volts.row(i), all.volts.row(batch.first + i).begin());
      all.quality[batch.first + i] = traces.quality[i];
    }
    if (alignment) {
      align(traces, batch, *alignment, all);
    }
  };
  capture_in_batches(generator_, digitizer_,
                     {.request = request,
                      .frames_per_batch = frames_per_batch(waveform.samples()),
                      .frames_behind = markers(),
                      .waveform_of =
                          [&](const FrameBatch& batch) {
                            return drive_for(played(waveform, batch, marker), settings_.full_scale);
                          },
                      .take = take});
  return all;
}

}  // namespace fiberloom::hal

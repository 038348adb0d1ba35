#include "frame_capture.hpp"

#include <algorithm>

#include "overlapped_batches.hpp"
#include "transmitter_drive.hpp"

namespace fiberloom::hal {
namespace {

core::FieldBatch<double> frames_of(const core::FieldBatch<double>& waveform,
                                   const FrameBatch& batch) {
  core::FieldBatch<double> frames(batch.frames, waveform.samples());
  for (std::size_t i = 0; i < batch.frames; ++i) {
    std::ranges::copy(waveform.row(batch.first + i), frames.row(i).begin());
  }
  return frames;
}

}  // namespace

std::size_t FrameCapture::frames_per_batch(std::size_t samples) const {
  const std::size_t room = std::min(settings_.samples_per_batch, generator_.bank_samples());
  return std::max<std::size_t>(1, room / samples);
}

void FrameCapture::require_room(const RunRequest& request) const {
  generator_.require_room(1, request.waveform.samples());
}

CapturedTraces FrameCapture::capture(const RunRequest& request) const {
  const core::FieldBatch<double>& waveform = request.waveform;
  CapturedTraces all{.volts = core::RealBatch<double>(waveform.batch(), waveform.samples()),
                     .quality = std::vector<FrameQuality>(waveform.batch())};
  capture_in_batches(generator_, digitizer_,
                     {.request = request,
                      .frames_per_batch = frames_per_batch(waveform.samples()),
                      .waveform_of =
                          [&](const FrameBatch& batch) {
                            return drive_for(frames_of(waveform, batch), settings_.full_scale);
                          },
                      .take =
                          [&](const FrameBatch& batch, const CapturedTraces& traces) {
                            for (std::size_t i = 0; i < batch.frames; ++i) {
                              std::ranges::copy(traces.volts.row(i),
                                                all.volts.row(batch.first + i).begin());
                              all.quality[batch.first + i] = traces.quality[i];
                            }
                          }});
  return all;
}

}  // namespace fiberloom::hal

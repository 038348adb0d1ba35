#include "overlapped_batches.hpp"

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <future>
#include <optional>

namespace fiberloom::hal {
namespace {

class Batches {
 public:
  Batches(WaveformGenerator& generator, Digitizer& digitizer, const BatchedRequest& batched)
      : generator_(generator), digitizer_(digitizer), batched_(batched) {}

  void upload(const FrameBatch& batch) { generator_.upload(batched_.waveform_of(batch)); }

  [[nodiscard]] std::optional<FrameBatch> behind(const FrameBatch& batch) const {
    const std::size_t first = batch.first + batch.frames;
    const std::size_t left = batched_.request.waveform.batch() - first;
    if (left == 0) {
      return {};
    }
    return FrameBatch{.first = first, .frames = std::min(left, batched_.frames_per_batch)};
  }

  [[nodiscard]] CapturedTraces capture(const FrameBatch& batch, const std::stop_token& stop) {
    const RunRequest& request = batched_.request;
    return digitizer_.capture(
        {.frames = batch.frames + batched_.frames_behind,
         .samples = request.waveform.samples(),
         .averages = request.averages,
         .first_shot =
             request.first_shot + static_cast<std::int64_t>(batch.first * request.averages),
         .deadline = request.deadline,
         .stop = stop});
  }

  // Nobody waits for traces that a failed upload has made useless.
  [[nodiscard]] CapturedTraces capture_beside_upload(const FrameBatch& batch,
                                                     const FrameBatch& next) {
    std::stop_source stop;
    const std::stop_callback passed_on(batched_.request.stop, [&stop] { stop.request_stop(); });
    std::future<void> uploaded = std::async(std::launch::async, [&] {
      try {
        upload(next);
      } catch (...) {
        stop.request_stop();
        throw;
      }
    });
    try {
      CapturedTraces traces = capture(batch, stop.get_token());
      uploaded.get();
      return traces;
    } catch (const core::InterruptedError&) {
      if (uploaded.valid()) {
        uploaded.get();  // where it failed, that is why the capture was stopped
      }
      throw;
    }
  }

 private:
  WaveformGenerator& generator_;
  Digitizer& digitizer_;
  const BatchedRequest& batched_;
};

}  // namespace

void capture_in_batches(WaveformGenerator& generator, Digitizer& digitizer,
                        const BatchedRequest& batched) {
  Batches batches(generator, digitizer, batched);
  std::optional<FrameBatch> batch = batches.behind({});
  if (batch) {
    batches.upload(*batch);
  }
  while (batch) {
    generator.play();
    const std::optional<FrameBatch> next = batches.behind(*batch);
    batched.take(*batch, next ? batches.capture_beside_upload(*batch, *next)
                              : batches.capture(*batch, batched.request.stop));
    batch = next;
  }
}

}  // namespace fiberloom::hal

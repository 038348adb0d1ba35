#include <fiberloom/hal/recording_backend.hpp>
#include <utility>

namespace fiberloom::hal {

RecordingBackend::RecordingBackend(std::unique_ptr<Backend> inner,
                                   std::unique_ptr<RecordingWriter> writer)
    : Backend(inner->limits()), inner_(std::move(inner)), writer_(std::move(writer)) {}

RunResult RecordingBackend::run_checked(const RunRequest& request) {
  RecordedRun run{.stages = request.stages,
                  .waveform = request.waveform,
                  .averages = request.averages,
                  .first_shot = request.first_shot,
                  .result = forward(*inner_, request)};
  writer_->append(run);
  return std::move(run.result);
}

}  // namespace fiberloom::hal

#pragma once

#include <fiberloom/hal/backend.hpp>
#include <fiberloom/hal/recording.hpp>
#include <memory>

namespace fiberloom::hal {

/// Passes runs on to another backend and records each: what was asked and what came back.
///
/// Throws:  as the inner backend; what came back but could not be written is lost, and the run fails:
///          core::DocumentError "file.not_writable".
/// Threads: as Backend.
class RecordingBackend final : public Backend {
 public:
  RecordingBackend(std::unique_ptr<Backend> inner, std::unique_ptr<RecordingWriter> writer);

 private:
  RunResult run_checked(const RunRequest& request) override;
  void prepare_emission() override { forward_preparation(*inner_); }

  std::unique_ptr<Backend> inner_;
  std::unique_ptr<RecordingWriter> writer_;
};

}  // namespace fiberloom::hal

#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/scope/background_capture.hpp>

namespace fiberloom::drivers {

void BackgroundCapture::start(std::size_t frames, std::size_t samples, std::size_t averages) {
  stop();
  {
    const std::scoped_lock lock(lock_);
    state_ = State::running;
    traces_.reset();
  }
  const std::int64_t first_shot = num_shots_;
  num_shots_ += static_cast<std::int64_t>(frames * averages);
  worker_ = std::jthread([=, this](const std::stop_token& stop) {
    try {
      auto traces =
          std::make_shared<const hal::CapturedTraces>(digitizer_.capture({.frames = frames,
                                                                          .samples = samples,
                                                                          .averages = averages,
                                                                          .first_shot = first_shot,
                                                                          .stop = stop}));
      const std::scoped_lock lock(lock_);
      traces_ = std::move(traces);
      state_ = State::done;
    } catch (const core::Error&) {  // no trigger, or stopped: the oscilloscope just shows nothing
      const std::scoped_lock lock(lock_);
      state_ = State::failed;
    }
  });
}

void BackgroundCapture::stop() {
  worker_.request_stop();
  if (worker_.joinable()) {
    worker_.join();
  }
}

void BackgroundCapture::reset() {
  stop();
  const std::scoped_lock lock(lock_);
  state_ = State::idle;
  traces_.reset();
  num_shots_ = 0;
}

bool BackgroundCapture::has_triggered() const {
  const std::scoped_lock lock(lock_);
  return state_ == State::running || state_ == State::done;
}

bool BackgroundCapture::is_done() const {
  const std::scoped_lock lock(lock_);
  return state_ == State::done;
}

std::shared_ptr<const hal::CapturedTraces> BackgroundCapture::traces() const {
  const std::scoped_lock lock(lock_);
  return traces_;
}

}  // namespace fiberloom::drivers

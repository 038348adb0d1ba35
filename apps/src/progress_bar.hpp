#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>

namespace fiberloom::app {

/// One line that is drawn over and over: `training [######........] 40 %  epoch 24 of 60  0:12 left`.
///
/// Drawn at most ten times a second, wiped when the object goes. Without `is_shown` nothing is written at all.
class ProgressBar {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  ProgressBar(std::ostream& stream, bool is_shown, std::string label, std::size_t total,
              Clock clock = std::chrono::steady_clock::now);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  void show(std::size_t done, const std::string& remark = {});

 private:
  std::ostream& stream_;
  bool is_shown_;
  std::string label_;
  std::size_t total_;
  Clock clock_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point drawn_;
  std::size_t first_done_ = 0;
  bool has_begun_ = false;
};

/// "0:07", "12:30", "1:02:03".
std::string duration_text(double seconds);

}  // namespace fiberloom::app

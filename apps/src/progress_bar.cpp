#include "progress_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <utility>

namespace fiberloom::app {
namespace {

constexpr std::size_t bar_width = 24;
constexpr std::chrono::milliseconds shortest_interval{100};
constexpr const char* wipe = "\r\x1b[2K";

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(std::ceil(std::clamp(seconds, 0.0, 3.6e6)));
  if (whole >= 3600) {
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

ProgressBar::ProgressBar(std::ostream& stream, bool is_shown, std::string label, std::size_t total,
                         Clock clock)
    : stream_(stream),
      is_shown_(is_shown),
      label_(std::move(label)),
      total_(std::max<std::size_t>(total, 1)),
      clock_(std::move(clock)) {}

ProgressBar::~ProgressBar() {
  if (is_shown_ && has_begun_) {
    stream_ << wipe << std::flush;
  }
}

void ProgressBar::show(std::size_t done, const std::string& remark) {
  const auto now = clock_();
  if (!is_shown_ || (has_begun_ && done < total_ && now - drawn_ < shortest_interval)) {
    return;
  }
  if (!has_begun_) {
    has_begun_ = true;
    start_ = now;
    first_done_ = done;  // what an earlier run has done says nothing about the speed of this one
  }
  drawn_ = now;
  done = std::min(done, total_);
  std::string bar(bar_width, '.');
  std::fill_n(bar.begin(), bar_width * done / total_, '#');
  std::string left;
  if (done > first_done_) {
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const double per_unit = elapsed / static_cast<double>(done - first_done_);
    left = "  " + duration_text(per_unit * static_cast<double>(total_ - done)) + " left";
  }
  stream_ << wipe
          << fmt::format("{} [{}] {:3} %  {}{}", label_, bar, 100 * done / total_, remark, left)
          << std::flush;
}

}  // namespace fiberloom::app

#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <fiberloom/drivers/wire/until.hpp>
#include <stop_token>

namespace fiberloom::drivers {

/// How a wait ended. Of the three, only `done` has anything to say about the wire.
enum class WaitEnd { done, timed_out, stopped };

struct Waited {
  WaitEnd end = WaitEnd::done;
  boost::system::error_code error{};
};

/// One io_context for one wire, driven by whoever waits: no thread of its own.
///
/// Threads: one at a time; a stop may come from any.
class AsioWait {
 public:
  [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }

  /// Runs one asynchronous operation to its end, or cancels it at the deadline or when stopped. What finished in the very
  /// moment of cancelling counts as done, because it may have moved bytes.
  template <class Start, class Cancel>
  Waited run(const Until& until, Start start, Cancel cancel) {
    const std::uint64_t mine = ++operation_;
    bool finished = false;
    boost::system::error_code result;
    start([&finished, &result](const boost::system::error_code& error) {
      finished = true;
      result = error;
    });
    {
      // A stop that arrives late must not cancel the next operation: hence the number.
      const std::stop_callback on_stop(until.stop, [this, mine, &cancel] {
        boost::asio::post(context_, [this, mine, &cancel] {
          if (operation_ == mine) {
            cancel();
          }
        });
      });
      context_.restart();
      context_.run_until(until.deadline);
    }
    const bool in_time = finished;
    if (!finished) {
      cancel();
      context_.restart();
      while (!finished) {
        context_.run_one();
      }
    }
    ++operation_;
    if (result != boost::asio::error::operation_aborted) {
      return {.end = WaitEnd::done, .error = result};
    }
    return {.end = in_time ? WaitEnd::stopped : WaitEnd::timed_out, .error = result};
  }

 private:
  boost::asio::io_context context_{1};
  std::uint64_t operation_ = 0;
};

}  // namespace fiberloom::drivers

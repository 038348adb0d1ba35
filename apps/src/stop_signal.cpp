#include "stop_signal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace fiberloom::app {
namespace {

constexpr int signals[] = {SIGINT, SIGTERM};
std::atomic<int> pipe_entrance{-1};  // what the handler may touch

void write_byte(int descriptor, char byte) {
  const int saved = errno;
  // A full pipe has been heard already, and nothing can be done about any other failure here.
  [[maybe_unused]] const auto written = ::write(descriptor, &byte, 1);
  errno = saved;
}

extern "C" void on_signal(int) { write_byte(pipe_entrance.load(), 's'); }

}  // namespace

StopSignal::StopSignal() {
  if (::pipe2(pipe_.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe for signals");
  }
  pipe_entrance = pipe_[1];
  watcher_ = std::thread([this] {
    char byte = 0;
    while (::read(pipe_[0], &byte, 1) < 0 && errno == EINTR) {
    }
    if (byte == 's') {
      source_.request_stop();
    }
  });
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  for (const int signal : signals) {
    ::sigaction(signal, &action, nullptr);
  }
}

StopSignal::~StopSignal() {
  for (const int signal : signals) {
    std::signal(signal, SIG_DFL);
  }
  write_byte(pipe_[1], 'e');
  watcher_.join();
  pipe_entrance = -1;
  ::close(pipe_[0]);
  ::close(pipe_[1]);
}

}  // namespace fiberloom::app

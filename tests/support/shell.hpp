#pragma once

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

namespace fiberloom::test {

struct ShellResult {
  int status = -1;
  std::string output{};  ///< both streams
};

/// Runs a command line with a limit of 60 s.
inline ShellResult shell(const std::string& command) {
  ShellResult result;
  FILE* pipe = ::popen(("timeout 60 " + command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) {
    return result;
  }
  std::array<char, 4096> buffer{};
  for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    result.output.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

inline bool has_program(const std::string& name) {
  return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

/// Runs `action` in a child process with a network of its own, where every port is free, and returns what it prints to the
/// string it is given; "no network of one's own" when the system does not allow that.
inline std::string in_own_network(const std::function<void(std::string&)>& action) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    return "no pipe";
  }
  const pid_t child = ::fork();
  if (child == 0) {
    std::string output;
    if (::unshare(CLONE_NEWNET) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
      output = "no network of one's own";
    } else if (std::system("ip link set lo up") != 0) {
      output = "no network of one's own";
    } else {
      try {
        action(output);
      } catch (const std::exception& error) {
        output += error.what();
      }
    }
    const auto written = ::write(ends[1], output.data(), output.size());
    ::_exit(written >= 0 ? 0 : 1);
  }
  ::close(ends[1]);
  std::string output;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
    output.append(buffer.data(), static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return output;
}

}  // namespace fiberloom::test

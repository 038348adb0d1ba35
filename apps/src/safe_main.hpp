#pragma once

#include <exception>
#include <iosfwd>
#include <string>
#include <vector>

#include "exit_code.hpp"

namespace fiberloom::app {

/// Runs the program: `arguments` with the program's name first. Results go to `out`, all else to `err`.
///
/// No exception leaves it. A failure is one line on `err`, "fiberloom: <what, where, what to do>"; with --json also
/// {"error":{"code","message"}} on `out`.
int safe_main(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

/// A failure as the shell and programs see it.
struct Failure {
  ExitCode exit_code = ExitCode::failed;
  std::string code;     ///< stable: "input.shape"
  std::string message;  ///< one line
};

Failure failure_of(const std::exception_ptr& exception);

}  // namespace fiberloom::app

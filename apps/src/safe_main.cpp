#include "safe_main.hpp"

#include <algorithm>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <new>
#include <ostream>

#include "command_line.hpp"
#include "commands.hpp"

namespace fiberloom::app {
namespace {

constexpr std::size_t longest_message = 4000;

ExitCode exit_code_of(const core::Error& error) {
  if (dynamic_cast<const core::InterruptedError*>(&error) != nullptr) return ExitCode::interrupted;
  if (dynamic_cast<const core::InterlockError*>(&error) != nullptr) return ExitCode::interlock;
  if (dynamic_cast<const core::InstrumentError*>(&error) != nullptr) return ExitCode::instrument;
  if (dynamic_cast<const core::NumericalError*>(&error) != nullptr) return ExitCode::failed;
  return ExitCode::invalid;  // documents, inputs, calibrations: for the caller to mend
}

std::string error_document(const Failure& failure) {
  const Json document{{"error", {{"code", failure.code}, {"message", failure.message}}}};
  return text_of(document);
}

int report(const Failure& failure, bool wants_json, std::ostream& out, std::ostream& err) {
  err << "fiberloom: " << failure.message << '\n';
  if (wants_json) {
    out << error_document(failure) << std::flush;
  }
  return static_cast<int>(failure.exit_code);
}

}  // namespace

Failure failure_of(const std::exception_ptr& exception) {
  const auto line = [](const char* text) { return core::printable(text, longest_message); };
  try {
    std::rethrow_exception(exception);
  } catch (const UsageError& error) {
    return {ExitCode::invalid, "usage", line(error.what())};
  } catch (const core::Error& error) {
    return {exit_code_of(error), error.code(), line(error.what())};
  } catch (const std::bad_alloc&) {
    return {ExitCode::failed, "memory", "out of memory"};
  } catch (const std::exception& error) {
    return {ExitCode::failed, "internal", line(error.what())};
  }
}

int safe_main(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  // Known before the arguments are parsed, since that may be what fails.
  const bool wants_json = std::ranges::find(arguments, "--json") != arguments.end();
  try {
    CommandLine line;
    add_all_commands(line);
    const ExitCode code = line.run(arguments, out, err);
    if (!out.flush()) {
      throw std::runtime_error("cannot write to standard output");
    }
    return static_cast<int>(code);
  } catch (...) {
    return report(failure_of(std::current_exception()), wants_json, out, err);
  }
}

}  // namespace fiberloom::app

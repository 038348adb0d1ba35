#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace fiberloom::core {

/// What went wrong, where, and what to do: the one exception family of fiberloom.
///
/// `code()` is stable and meant for programs ("document.unknown_key"); `what()` is one line for people
/// that says what is wrong, where it is, and how to mend it.
class Error : public std::runtime_error {
 public:
  Error(std::string code, const std::string& message);

  [[nodiscard]] const std::string& code() const noexcept { return code_; }

 private:
  std::string code_;
};

/// A file or document that cannot be read as what it claims to be; codes begin with "document." or "file.".
class DocumentError : public Error {
 public:
  using Error::Error;
};

/// Input that is well formed but unusable: wrong shape, NaN, a value outside its limits; codes begin with "input.".
class InputError : public Error {
 public:
  using Error::Error;
};

/// A computation that cannot go on: divergence, a singular fit; codes begin with "numerical.".
class NumericalError : public Error {
 public:
  using Error::Error;
};

/// A refusal that protects people, fibre or detectors; codes begin with "interlock.".
class InterlockError : public Error {
 public:
  using Error::Error;
};

/// A device or the wire to it failed; codes begin with "instrument." or "transport.".
class InstrumentError : public Error {
 public:
  using Error::Error;
};

/// A calibration is missing, expired or belongs to another rig; codes begin with "calibration.".
class CalibrationError : public Error {
 public:
  using Error::Error;
};

/// Work that a person stopped; the state on disk is complete and can be resumed. Code "run.interrupted".
class InterruptedError : public Error {
 public:
  using Error::Error;
};

}  // namespace fiberloom::core

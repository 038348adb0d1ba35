#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fiberloom::app {

/// One process at a time on one bench: an advisory lock that goes with the process, however that ends.
///
/// Benches are told apart by the names of their rigs; the file with the lock also says whose it is.
/// Throws:  core::InterlockError "interlock.bench_in_use" that names the process which has it; core::DocumentError
///          "file.not_writable".
class BenchLock {
 public:
  /// `holder` is what the others are told: a command line.
  BenchLock(std::string_view rig, std::string_view holder);
  BenchLock(const BenchLock&) = delete;
  BenchLock& operator=(const BenchLock&) = delete;
  ~BenchLock();

 private:
  int descriptor_;
};

}  // namespace fiberloom::app

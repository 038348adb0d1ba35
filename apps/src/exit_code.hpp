#pragma once

namespace fiberloom::app {

/// What the program tells the shell.
enum class ExitCode : int {
  done = 0,
  failed =
      1,  ///< a computation or the program itself: divergence, no memory, an output pipe that broke
  invalid = 2,       ///< wrong usage or invalid input
  infeasible = 3,    ///< the answer is no; the report is still written
  instrument = 4,    ///< an instrument or the wire to it
  interlock = 5,     ///< refused for the safety of people, fibre or detectors
  interrupted = 130  ///< stopped by a signal, to be resumed
};

}  // namespace fiberloom::app

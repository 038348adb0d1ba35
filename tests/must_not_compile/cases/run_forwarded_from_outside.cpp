// expect: (Backend::forward\(.*is protected|'forward' is a protected member of 'fiberloom::hal::Backend')
// room: hal
#include <fiberloom/hal/backend.hpp>

fiberloom::hal::RunResult run(fiberloom::hal::Backend& backend,
                              const fiberloom::hal::RunRequest& request,
                              const fiberloom::hal::EmissionPermit& permit) {
#ifdef FIBERLOOM_BAD_LINE
  fiberloom::hal::Backend::forward(backend, request);
#endif
  return backend.run(request, permit);
}

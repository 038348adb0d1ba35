# Libraries from the distribution. Imported targets count as SYSTEM: our warnings do not look into them.

find_package(Threads REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.74 REQUIRED)  # headers only: Asio and Beast, in source files of drivers
find_package(PkgConfig REQUIRED)
pkg_check_modules(FFTW REQUIRED IMPORTED_TARGET fftw3)
pkg_check_modules(FFTWF REQUIRED IMPORTED_TARGET fftw3f)
pkg_check_modules(HDF5 REQUIRED IMPORTED_TARGET hdf5)

if(FIBERLOOM_BUILD_TESTS)
  set(Python3_ROOT_DIR /usr CACHE PATH "Where to look for Python first: the distribution's own has the packages")
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  find_package(GTest REQUIRED)
endif()
if(FIBERLOOM_BUILD_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()

#include <iostream>

#include "safe_main.hpp"

int main(int argc, char** argv) {
  return fiberloom::app::safe_main({argv, argv + argc}, std::cout, std::cerr);
}

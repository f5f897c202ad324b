# Debian packages: `cpack` in the build folder makes one of each component of install.cmake.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "the Redress authors <authors@redress.invalid>")
set(CPACK_COMPONENTS_ALL library development command python)
set(CPACK_COMPONENTS_GROUPING IGNORE)  # each its own package
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(REDRESS_DEBIAN ${CMAKE_CURRENT_LIST_DIR}/debian)
set(CPACK_PRE_BUILD_SCRIPTS ${REDRESS_DEBIAN}/layout.cmake)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SOURCE redress)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR})  # where the command's libredress.so.1 is found
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libredress${PROJECT_VERSION_MAJOR})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS tzdata)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${REDRESS_DEBIAN}/triggers)
set(CPACK_DEBIAN_LIBRARY_DESCRIPTION "service credits by rules - shared library
Redress reads a provider's service level agreement as XML rules and the facts
of one customer's case. It decides which service credits are due and says how
to apply them: to the balance, as an extension of the service or as a discount.
Every decision carries its steps.
.
This package holds the shared library that billing systems call.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libredress-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_DEVELOPMENT_DEPENDS library)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "service credits by rules - development files
Redress reads a provider's service level agreement as XML rules and decides
which service credits are due to a customer.
.
This package holds what building a program with it needs: the headers, the
files of pkg-config and CMake, and XML schemas of rules, cases and statements.")

set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME redress)
set(CPACK_DEBIAN_COMMAND_PACKAGE_SECTION utils)
set(CPACK_COMPONENT_COMMAND_DEPENDS library)
set(CPACK_DEBIAN_COMMAND_DESCRIPTION "service credits by rules - command and rule packs
Redress reads a provider's service level agreement as XML rules and decides
which service credits are due to a customer.
.
This package holds the command for those who write and audit rules, and the
rules of published service level agreements.")

set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-redress)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "python3:any (>= 3.10)")
set(CPACK_COMPONENT_PYTHON_DEPENDS library)
set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA ${REDRESS_DEBIAN}/python/postinst ${REDRESS_DEBIAN}/python/prerm)
set(CPACK_DEBIAN_PYTHON_DESCRIPTION "service credits by rules - Python package
Redress reads a provider's service level agreement as XML rules and decides
which service credits are due to a customer.
.
This package holds the Python package redress, which calls the shared library.")

include(CPack)

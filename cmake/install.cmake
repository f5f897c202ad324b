# What `cmake --install` puts where. All paths are relative to the prefix, also inside the files, so an installation can be
# moved. debian/rules makes a package of each component.
include(CMakePackageConfigHelpers)

# What names no component, as the command itself, which cli/ installs.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME command)
install(FILES docs/redress.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(DIRECTORY rules DESTINATION ${CMAKE_INSTALL_DATADIR}/redress FILES_MATCHING PATTERN *.xml)

install(TARGETS redress EXPORT redress
  LIBRARY COMPONENT library NAMELINK_COMPONENT development
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

install(FILES abi/redress.h abi/redress_abi.h TYPE INCLUDE COMPONENT development)
install(FILES abi/rules.xsd abi/case.xsd abi/statement.xsd DESTINATION ${CMAKE_INSTALL_DATADIR}/redress
  COMPONENT development)

# The targets need no other package, so their list is all that find_package needs.
set(REDRESS_CMAKE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/redress)
install(EXPORT redress FILE redressConfig.cmake NAMESPACE redress:: DESTINATION ${REDRESS_CMAKE_FOLDER}
  COMPONENT development)
write_basic_package_version_file(${REDRESS_GENERATED}/redressConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${REDRESS_GENERATED}/redressConfigVersion.cmake DESTINATION ${REDRESS_CMAKE_FOLDER} COMPONENT development)

set(REDRESS_PKGCONFIG_FOLDER ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
string(REGEX REPLACE "[^/]+" .. REDRESS_PREFIX_FROM_PKGCONFIG ${REDRESS_PKGCONFIG_FOLDER})
configure_file(cmake/redress.pc.in ${REDRESS_GENERATED}/redress.pc @ONLY)
install(FILES ${REDRESS_GENERATED}/redress.pc DESTINATION ${REDRESS_PKGCONFIG_FOLDER} COMPONENT development)

# What Debian asks of each package beyond its installed files: cpack runs this between installing and packing.
find_program(GZIP gzip REQUIRED)

function(compress file)
  execute_process(COMMAND ${GZIP} --best --no-name --force ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

unset(ENV{DESTDIR})  # left over from installing
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} COMPONENT)
  set(folder ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${component}/usr/share/doc/${CPACK_DEBIAN_${COMPONENT}_PACKAGE_NAME})
  file(INSTALL ${CMAKE_CURRENT_LIST_DIR}/copyright ${CMAKE_CURRENT_LIST_DIR}/changelog DESTINATION ${folder})
  compress(${folder}/changelog)
endforeach()

# The system knows where its libraries are.
set(command_folder ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/command/usr)
file(RPATH_REMOVE FILE ${command_folder}/bin/redress)
compress(${command_folder}/share/man/man1/redress.1)

The libraries in lib/, with the licences that each is offered under. Where there are several, the
first of Apache-2.0, MIT, BSD-2-Clause, BSD-3-Clause, EPL-2.0 and EPL-1.0 is the one chosen here.
Their texts and notices are in the folders beside this file.

<#list dependencyMap as entry>
<#assign library = entry.getKey()/>
${library.artifactId} ${library.version}
    licence: ${entry.getValue()?join(" or ")}
    from: ${library.groupId}<#if library.url??>, ${library.url}</#if>
</#list>

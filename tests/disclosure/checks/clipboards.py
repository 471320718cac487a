"""What Word and WPS put on the clipboard as text/html, shortened, with invented content."""

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<title>关于公示</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml><![endif]-->
<style><!--
 /* Font Definitions */ @font-face {font-family:宋体; panose-1:2 1 6 0 3 1 1 1 1 1;}
 p.MsoNormal, li.MsoNormal {mso-style-unhide:no; margin:0cm; text-align:justify; font-size:10.5pt;}
--></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt;word-wrap:break-word;text-justify-trim:punctuation'>
<!--StartFragment-->
<h1 align=center style='text-align:center'><b><span style='font-family:"方正小标宋简体"'>关于发放补贴的公示</span></b><span lang=EN-US><o:p></o:p></span></h1>
<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span style='font-size:16.0pt;font-family:仿宋'>　　根据上级部署，现将有关事
项公告如下，请<b style='mso-bidi-font-weight:normal'>各村民委员会</b>遵照执行<span lang=EN-US>2026</span>年安排。</span><span lang=EN-US><o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<h2><span style='font-family:黑体'>一、发放范围</span></h2>
<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-char-indent-count:0;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US style='font-family:Wingdings;mso-fareast-font-family:Wingdings'><span style='mso-list:Ignore'>l<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span style='font-family:仿宋'>全镇在册农户；</span></p>
<p class=MsoListParagraph style='margin-left:42.0pt;text-indent:-21.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
lang=EN-US style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>其中脱贫户优先。</p>
<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp;</span></span></span><![endif]>家庭农场。</p>
<p class=MsoNormal style='text-indent:-36.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>（一）<span style='font:7.0pt "Times New Roman"'>&nbsp;</span></span></span><![endif]>编号要照原样的条款。</p>
<p class=MsoListParagraph style='mso-list:l2 level1 lfo3'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span></span><![endif]>带身份证明；</p>
<p class=MsoListParagraph style='mso-list:l2 level1 lfo3'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp;</span></span></span><![endif]>到村委会登记。</p>
<p class=MsoNormal>内部<span style='display:none;mso-hide:all'>不公开的批注</span>流程<del cite="mailto:x" datetime="2026-03-01T09:00">旧数字</del><ins cite="mailto:x">新数字</ins></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;border:none;mso-border-alt:solid windowtext .5pt'>
 <colgroup><col width=189><col width=189></colgroup>
 <tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>
  <td width=189 valign=top style='width:141.8pt;border:solid windowtext 1.0pt'><p class=MsoNormal align=center><b>村</b><span lang=EN-US><o:p></o:p></span></p></td>
  <td width=378 colspan=2 valign=top style='width:283.6pt'><p class=MsoNormal><b>户数</b></p></td>
 </tr>
 <tr style='mso-yfti-irow:1;mso-yfti-lastrow:yes'>
  <td width=189><p class=MsoNormal>上坪村</p></td><td><p class=MsoNormal>甲组</p><p class=MsoNormal>乙组</p></td>
  <td><table><tr><td>内</td><td>表</td></tr></table></td>
 </tr>
</table>
<p class=MsoNormal><!--[if gte vml 1]><v:shape id="图片_x0020_1" type="#_x0000_t75"><v:imagedata src="file:///C:/Temp/clip_image001.png"/></v:shape><![endif]--><![if !vml]><img
width=200 height=100 src="file:///C:/Temp/clip_image002.png" v:shapes="图片_x0020_1"><![endif]></p>
<p class=MsoNormal><a href="https://www.example.gov.cn/"><span style='color:blue'>县政府网站</span></a><a name="_Hlk1"></a>，见<a href="#_Toc1">第一部分</a>。</p>
<p class=MsoNormal align=right style='text-align:right'><span style='mso-spacerun:yes'>&nbsp;&nbsp;&nbsp;&nbsp;</span>望禾镇人民政府<br clear=all style='page-break-before:always'></p>
<!--EndFragment--></body></html>"""

WORD_CLEAN = (
    "<h2>关于发放补贴的公示</h2>"
    "<p>根据上级部署，现将有关事项公告如下，请<strong>各村民委员会</strong>遵照执行2026年安排。</p>"
    "<h3>一、发放范围</h3>"
    "<ul><li>全镇在册农户；<ul><li>其中脱贫户优先。</li></ul></li><li>家庭农场。</li></ul>"
    "<p>（一）编号要照原样的条款。</p>"
    "<ol><li>带身份证明；</li><li>到村委会登记。</li></ol>"
    "<p>内部流程新数字</p>"
    "<table><tbody>"
    '<tr><td><strong>村</strong></td><td colspan="2"><strong>户数</strong></td></tr>'
    "<tr><td>上坪村</td><td><p>甲组</p><p>乙组</p></td><td>内　表</td></tr>"
    "</tbody></table>"
    '<p><a href="https://www.example.gov.cn/" rel="noopener nofollow">县政府网站</a>，见第一部分。</p>'
    '<p class="right">望禾镇人民政府</p>'
)

WPS = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8" ><meta name=ProgId content=Word.Document ><meta name=Generator content="Microsoft Word 14" >
<title></title><!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>Administrator</o:Author></o:DocumentProperties></xml><![endif]-->
<style>
@font-face{font-family:"Times New Roman";} p.MsoNormal{mso-style-name:正文;margin:0pt;} span.10{font-family:'Times New Roman';}
</style></head><body style="tab-interval:21pt;text-justify-trim:punctuation;" ><!--StartFragment-->
<h2 ><b><span style="mso-spacerun:'yes';font-family:黑体;mso-bidi-font-family:'Times New Roman';font-weight:bold;font-size:16.0000pt;mso-font-kerning:1.0000pt;" ><font face="黑体" >一、申报条件</font></span></b><b><span style="mso-spacerun:'yes';font-family:黑体;font-weight:bold;" ><o:p></o:p></span></b></h2>
<p class=MsoNormal style="text-indent:32.0000pt;mso-char-indent-count:2.0000;" ><span style="mso-spacerun:'yes';font-family:仿宋_GB2312;font-size:16.0000pt;mso-font-kerning:1.0000pt;" ><font face="仿宋_GB2312" >凡在本镇</font></span><u><span style="mso-spacerun:'yes';text-decoration:underline;" >务农</span></u><span style="mso-spacerun:'yes';" >满</span><span style="mso-spacerun:'yes';" >3</span><span style="mso-spacerun:'yes';" ><font face="仿宋_GB2312" >年，面积</font>5m</span><sup><span style="vertical-align:super;" >2</span></sup><span>以上。</span><span style="mso-spacerun:'yes';" ><o:p></o:p></span></p>
<p class=MsoNormal ><span style="mso-spacerun:'yes';" ><o:p>&nbsp;</o:p></span></p>
<p class=MsoNormal style="margin-left:21.0000pt;text-indent:-21.0000pt;mso-char-indent-count:0.0000;mso-list:l0 level1 lfo1;" ><![if !supportLists]><span style="font-family:Wingdings;mso-fareast-font-family:宋体;" ><span style='mso-list:Ignore;' >Ø<span>&nbsp;</span></span></span><![endif]><span style="mso-spacerun:'yes';font-family:宋体;" ><font face="宋体" >承包合同</font><o:p></o:p></span></p>
<p class=MsoNormal style="margin-left:21.0000pt;text-indent:-21.0000pt;mso-list:l0 level1 lfo1;" ><![if !supportLists]><span style="font-family:Wingdings;" ><span style='mso-list:Ignore;' >Ø<span>&nbsp;</span></span></span><![endif]><span style="mso-spacerun:'yes';" ><font face="宋体" >银行卡复印件</font></span></p>
<p class=MsoNormal ><span style="font-family:宋体;" >●　手打的项目一</span></p>
<p class=MsoNormal ><span style="font-family:宋体;" >●</span><span>手打的项目二</span></p>
<div align=center ><table class=MsoTableGrid border=1 cellspacing=0 style="border-collapse:collapse;mso-yfti-tbllook:480;" ><tr ><td width=284 valign=top style="width:213.0500pt;padding:0.0000pt 5.4000pt;" ><p class=MsoNormal align=justify style="text-align:justify;" ><span style="mso-spacerun:'yes';" ><font face="宋体" >姓　名</font></span></p></td><td width=284 ><p class=MsoNormal ><span>金　额</span></p></td></tr></table></div>
<p class=MsoNormal ><img width="553" height="369" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" ></p>
<!--EndFragment--></body></html>"""

WPS_CLEAN = (
    "<h2>一、申报条件</h2>"
    "<p>凡在本镇<u>务农</u>满3年，面积5m<sup>2</sup>以上。</p>"
    "<ul><li>承包合同</li><li>银行卡复印件</li><li>手打的项目一</li><li>手打的项目二</li></ul>"
    "<table><tbody><tr><td>姓　名</td><td>金　额</td></tr></tbody></table>"
)
